"""How pages of finance say amounts."""
