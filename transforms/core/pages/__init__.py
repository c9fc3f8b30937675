"""What a page is and says about itself: blocks, title, people, dates."""
