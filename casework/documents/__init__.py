"""Files of a case: what may be taken in, where it lies, and whether a scanner found anything in it.

``kinds`` looks at a file before anything else does, ``store`` keeps it under a random key outside the web root,
``scanner`` speaks with clamd. Nothing here opens a file in order to show it: files leave as downloads.
"""
