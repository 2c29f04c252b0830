-- Looks that come too early are put off, among the first only.
-- name: put_off
update snapshots set scan_at = due_at
where due_at > @now and seq in (select seq from snapshots where scan_at <= @now order by scan_at, store, customer limit @limit)

-- name: due_customers
select store, customer from snapshots where scan_at <= @now and due_at <= @now order by scan_at, store, customer limit @limit

-- name: next_due
select min(scan_at) from snapshots where scan_at > @after
