-- name: receive
insert into received (store, source, id, at) values (@store, @source, @id, @at) on conflict do nothing

-- name: start_fan_out
insert into fan_outs (store, event_id, at, occurred_at, news, told_to)
values (@store, @eventId, @at, @occurredAt, @news, @toldTo)

-- name: open_fan_outs
select store, event_id, at, occurred_at, news, told_to from fan_outs order by at, store, event_id

-- name: move_fan_out
update fan_outs set told_to = @toldTo where store = @store and event_id = @eventId

-- name: end_fan_out
delete from fan_outs where store = @store and event_id = @eventId

-- The price in force when the period began counts as well.
-- name: prices_before
select price from prices
where store = @store and product_id = @productId and at < @at
  and at >= coalesce(
    (select max(at) from prices where store = @store and product_id = @productId and at <= @from),
    @from)
order by at

-- name: last_price_before
select price from prices where store = @store and product_id = @productId and at < @at order by at desc limit 1

-- name: record_price
insert into prices (store, product_id, at, price) values (@store, @productId, @at, @price)
on conflict (store, product_id, at) do update set price = excluded.price

-- name: document
select body from documents where store = @store and name = @name

-- name: documents
select name, body from documents where store = @store and name >= @prefix and name < @end order by name

-- name: put_document
insert into documents (store, name, body) values (@store, @name, @body)
on conflict (store, name) do update set body = excluded.body

-- name: add_document
insert into documents (store, name, body) values (@store, @name, @body)
on conflict (store, name) do nothing

-- name: replace_document
update documents set body = @body where store = @store and name = @name and body = @before

-- name: keep_unread
insert into unread (store, source, at, reason, body) values (@store, @source, @at, @reason, @body)

-- name: unread
select source, at, reason, body from unread where store = @store or @store is null order by seq desc limit @limit

-- name: unread_by_source
select source, min(at) as since, count(*) as items from unread
where store = @store and substr(source, 1, length(@prefix)) = @prefix group by source

-- name: unread_from
select source, at, reason, body from unread where store = @store and source = @source order by seq

-- name: forget_unread
delete from unread where store = @store and source = @source and at <= @until

-- Inputs of parked customers are no webhook items: they wait to be taken.
-- name: forget_old_unread
delete from unread where seq in (select seq from unread where at < @before and source not like 'parked/%' order by seq limit @limit)
