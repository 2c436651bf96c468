"""What was found in the events of companies, as processes tell each other of it, and in the words of the advice."""
