"""The demo school: fictional pupils with years of believable records, dated relative to today."""
