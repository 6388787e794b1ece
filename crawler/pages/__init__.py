"""Pages → articles: pure; bytes and what is known of them in, records out. One module for each outlet's layouts."""
