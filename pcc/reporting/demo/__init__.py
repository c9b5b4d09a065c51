"""The synthetic office, one module an app: what the demonstration holds and the published figures it gives."""
