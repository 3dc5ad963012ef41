"""Keys of the installation, and fields that are sealed with them."""
