"""The pages of `readout serve`: what the store holds, to be read in a browser. Nothing here changes anything."""
