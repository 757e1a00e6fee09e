"""What readers think of answers, cases for curators, and facts that people have corrected."""
