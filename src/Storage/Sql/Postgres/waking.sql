-- Looks that come too early are put off; whoever is being written is left to its writer.
-- name: due_customers
with early as (
    select store, customer from snapshots where scan_at <= @now and due_at > @now order by scan_at limit @limit for update skip locked),
put_off as (
    update snapshots set scan_at = due_at from early where snapshots.store = early.store and snapshots.customer = early.customer)
select store, customer from snapshots where scan_at <= @now and due_at <= @now order by scan_at, store, customer limit @limit

-- name: next_due
select min(scan_at) from snapshots where scan_at is not null
