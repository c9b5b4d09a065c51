"""What comes in from outside: messages as their bytes arrived, and the mailboxes they lie in."""
