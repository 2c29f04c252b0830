-- The rows that came first are the oldest: only they are looked at. Whoever loses inputs keeps its snapshot as the baseline.
-- name: seal_before_forgetting
insert into baselines (store, customer, version, snapshot)
select snapshots.store, snapshots.customer, snapshots.version, snapshots.snapshot
from (select store, customer, max(version) as version
      from (select store, customer, version, at from inputs order by seq limit @limit) as oldest
      where at < @before group by store, customer) as gone
join snapshots on snapshots.store = gone.store and snapshots.customer = gone.customer
left join baselines on baselines.store = gone.store and baselines.customer = gone.customer
where baselines.version is null or baselines.version < gone.version
on conflict (store, customer) do update set version = excluded.version, snapshot = excluded.snapshot

-- name: forget_inputs
delete from inputs where at < @before and seq in (select seq from inputs order by seq limit @limit)

-- name: forget_received
delete from received where (store, source, id) in (select store, source, id from received where at < @before limit @limit)
