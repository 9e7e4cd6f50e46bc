"""What each method computes, where it comes from, and when to use it; the pages are made from it."""
