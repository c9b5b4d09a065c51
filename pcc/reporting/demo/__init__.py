"""The synthetic office: what the demonstration holds and the published figures it gives.

Of the complaints, ``force`` says what the force is like, ``history`` what happened, ``extract`` what it sends; the
other modules fill one room of the office each.
"""
