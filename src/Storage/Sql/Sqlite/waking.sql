-- name: due_customers
select store, customer from snapshots where due_at <= @now order by due_at, store, customer limit @limit

-- name: next_due
select min(due_at) from snapshots where due_at is not null
