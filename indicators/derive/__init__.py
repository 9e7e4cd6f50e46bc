"""Indicators made of other indicators: disclosed results in, disclosed results out."""
