select
    (select count(*) from snapshots where scan_at is not null),
    (select count(*) from snapshots where scan_at <= @now and due_at <= @now),
    (select count(*) from cluster_reminders)
