-- Looks that come too early are put off; whoever is being written is left to its writer.
-- They are looked for among the first only: where a hundred thousand are due, each page would read all of them.
-- name: due_customers
with first as (
    select store, customer, due_at from snapshots where scan_at <= @now order by scan_at, store, customer limit @limit),
early as (
    select snapshots.store, snapshots.customer
    from first join snapshots on snapshots.store = first.store and snapshots.customer = first.customer
    where first.due_at > @now
    order by snapshots.store, snapshots.customer
    for update of snapshots skip locked),
put_off as (
    update snapshots set scan_at = due_at from early where snapshots.store = early.store and snapshots.customer = early.customer)
select store, customer from snapshots where scan_at <= @now and due_at <= @now order by scan_at, store, customer limit @limit

-- name: next_due
select min(scan_at) from snapshots where scan_at > @after
