select count(*), count(*) filter (where due_at <= @now), (select count(*) from cluster_reminders)
from snapshots where due_at is not null
