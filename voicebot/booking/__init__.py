"""What can be booked when, and why not. Pure: a request and a snapshot in, an answer out."""
