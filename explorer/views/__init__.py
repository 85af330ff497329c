"""The pages of the explorer, one noun a file."""
