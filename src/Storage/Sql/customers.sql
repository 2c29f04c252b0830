-- name: customer_keys
select store, customer from snapshots where (store, customer) > (@store, @customer) order by store, customer limit @limit

-- name: pending_effects
select store, customer, version, place, effect from outbox order by seq

-- name: pending_effects_of_store
select store, customer, version, place, effect from outbox where store = @store order by seq

-- name: settle_effect
delete from outbox where store = @store and customer = @customer and version = @version and place = @place

-- name: inputs_of_customer
select version, input from inputs
where store = @store and customer = @customer order by version

-- name: baseline
select version, snapshot from baselines where store = @store and customer = @customer

-- name: tombstones
select customer from tombstones where store = @store and moved_to = @customer order by customer

-- What the engine told this customer bears its id, and may be told again to another life under it.
-- What a tombstone handed on is kept: coming late, it must bring nobody back.
-- name: erase_customer
delete from received where store = @store and source = 'engine' and id >= 'fx:' || @customer || ':' and id < 'fx:' || @customer || ':a'
  and not exists (select 1 from tombstones where store = @store and customer = @customer);
delete from received where store = @store and source = 'engine' and id = 'suppressed:' || @customer;
delete from snapshots where store = @store and customer = @customer;
delete from inputs where store = @store and customer = @customer;
delete from baselines where store = @store and customer = @customer;
delete from tombstones where store = @store and customer = @customer;
delete from outbox where store = @store and customer = @customer;
delete from aliases where store = @store and customer = @customer;
delete from wamids where store = @store and customer = @customer;
delete from customers where store = @store and customer = @customer;
delete from threads where store = @store and customer = @customer;
delete from messages where store = @store and customer = @customer;
delete from interests where store = @store and customer = @customer;
delete from unread where store = @store and source = 'parked/' || @customer;

-- name: empty_store
delete from received where store = @store;
delete from snapshots where store = @store;
delete from inputs where store = @store;
delete from baselines where store = @store;
delete from tombstones where store = @store;
delete from outbox where store = @store;
delete from aliases where store = @store;
delete from wamids where store = @store;
delete from suppressions where store = @store;
delete from customers where store = @store;
delete from threads where store = @store;
delete from messages where store = @store;
delete from interests where store = @store;
delete from fan_outs where store = @store;
delete from prices where store = @store;
delete from unread where store = @store;
delete from documents where store = @store;
