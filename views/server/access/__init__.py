"""Access control: login settings, logins, tokens for programs, and the permissions of each."""
