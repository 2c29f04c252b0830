-- name: customer_of_wamid
select customer from wamids where store = @store and wamid = @wamid

-- name: suppress
insert into suppressions (store, phone_hash) values (@store, @phoneHash) on conflict do nothing
