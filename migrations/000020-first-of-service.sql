-- When the first report of a service came is looked for every two minutes: by dates alone, one that began late was looked for through all that came before.
CREATE INDEX reports_of_service ON reports (service, received_at);
