"""Who is let in: the settings of the login, logins, tokens for programs, and what each of them may do."""
