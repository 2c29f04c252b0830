-- name: customer_of_wamid
select customer from wamids where store = @store and wamid = @wamid

-- name: suppress
insert into suppressions (store, phone_hash) values (@store, @phoneHash) on conflict do nothing

-- name: is_suppressed
select count(*) from suppressions where store = @store and phone_hash = @phoneHash
