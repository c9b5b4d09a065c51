"""The API of this room, a module a subject: case files, and what the public wrote."""
