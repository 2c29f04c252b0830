-- name: create_months
select create_months(@now)

-- name: month_before
select month_before(@before)

-- name: seal_month
select store, customer from seal_month(@month, @afterStore, @afterCustomer, @limit)

-- name: drop_month
select drop_month(@month)

-- Months are dropped whole; what came out of order is in the default partitions. Whoever loses inputs keeps its snapshot as the baseline.
-- name: seal_before_forgetting
insert into baselines (store, customer, version, snapshot)
select snapshots.store, snapshots.customer, snapshots.version, snapshots.snapshot
from (select store, customer, max(version) as version
      from (select store, customer, version, at from inputs_default where at < @before order by ctid limit @limit) as oldest
      where at < @before group by store, customer) as gone
join snapshots on snapshots.store = gone.store and snapshots.customer = gone.customer
left join baselines on baselines.store = gone.store and baselines.customer = gone.customer
where baselines.version is null or baselines.version < gone.version
on conflict (store, customer) do update set version = excluded.version, snapshot = excluded.snapshot

-- name: forget_inputs
delete from inputs_default where ctid in (select ctid from inputs_default where at < @before order by ctid limit @limit)

-- name: forget_received
delete from received where ctid in (select ctid from received where at < @before limit @limit)
