"""The one expected refusal."""


class RuleBroken(Exception):
    """A rule of the office or of the law refuses this; the message is a sentence for the person who asked."""
