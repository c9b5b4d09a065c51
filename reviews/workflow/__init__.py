"""Every write to a review, a module a subject: the application, the force's papers, the decision, recommendations."""
