-- How many need attention is asked after each command: it must not take longer year by year.
CREATE INDEX command_attention ON command (n) WHERE state IN ('refused', 'parked');
