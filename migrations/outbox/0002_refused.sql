-- How many were refused is asked after each command: it must not take longer year by year.
CREATE INDEX command_refused ON command (n) WHERE state = 'refused';
