"""What several actions of finance share, each of which records what it does."""
