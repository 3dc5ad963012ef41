"""Who may do what where: roles over scopes, deny by default."""
