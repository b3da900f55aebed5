import type { TransactionSql } from 'postgres'

/*
 * Members of dimensions are added by anti-join: `on conflict do nothing` would burn an id for every row that is there
 * already, and a smallint has few.
 */

/** Brings customers, products and the small dimensions up to date; says whether what was known already changed. */
export async function dimensions(tx: TransactionSql): Promise<boolean> {
  for (const name of ['regions', 'channels', 'reasons'])
    await tx`insert into ${tx(name)} (name) select name from ${tx(`staged_${name}`)} s
      where not exists (select from ${tx(name)} m where m.name = s.name) order by id`
  await tx`insert into categories (name) select distinct category from staged_products s
    where category is not null and not exists (select from categories c where c.name = s.category) order by category`
  const customers = await masterCustomers(tx)
  const products = await masterProducts(tx)
  return customers || products
}

/** Customers from master data; those who only appear in orders come with their orders. */
async function masterCustomers(tx: TransactionSql) {
  await tx`create temp table latest_customers on commit drop as
    select distinct on (key) key, name, attributes from staged_customers order by key, ctid desc`
  const changed =
    await tx`update customers c set name = coalesce(l.name, c.name), attributes = c.attributes || l.attributes
    from latest_customers l where l.key = c.key
    and (c.name, c.attributes) is distinct from (coalesce(l.name, c.name), c.attributes || l.attributes)`
  const added = await tx`insert into customers (key, name, attributes)
    select key, coalesce(name, key), attributes from latest_customers l
    where not exists (select from customers c where c.key = l.key) order by key`
  return changed.count + added.count > 0
}

/**
 * Master data overwrites what is known of a product; what lines say of it only fills in what is not known yet.
 * A product whose category changed is listed in `recategorised`, because its orders' summaries must follow.
 */
async function masterProducts(tx: TransactionSql) {
  await tx`create temp table latest_products on commit drop as
    select key, coalesce(m.name, l.name) as name, coalesce(m.category, l.category) as category,
      coalesce(m.merchandise, l.merchandise) as merchandise, coalesce(m.cost, l.cost) as cost,
      m.name as master_name, m.category as master_category, m.cost as master_cost
    from (select distinct on (key) * from staged_products where id is null order by key, ctid desc) m
    full join (select * from staged_products where id is not null) l using (key)`
  await tx`create temp table known_products on commit drop as
    select p.id, coalesce(l.master_name, case when p.name = p.key then l.name end, p.name) as name,
      coalesce(mc.id, p.category_id, c.id) as category_id, l.merchandise, coalesce(l.master_cost, p.cost, l.cost) as cost
    from products p join latest_products l on l.key = p.key
    left join categories c on c.name = l.category left join categories mc on mc.name = l.master_category`
  await tx`create temp table recategorised on commit drop as
    select p.id from products p join known_products k on k.id = p.id where k.category_id is distinct from p.category_id`
  const changed = await tx`update products p
    set name = k.name, category_id = k.category_id, merchandise = k.merchandise, cost = k.cost
    from known_products k where k.id = p.id and (p.name, p.category_id, p.merchandise, p.cost)
    is distinct from (k.name, k.category_id, k.merchandise, k.cost::numeric(16, 4))`
  const added = await tx`insert into products (key, name, category_id, merchandise, cost)
    select l.key, coalesce(l.name, l.key), c.id, l.merchandise, l.cost
    from latest_products l left join categories c on c.name = l.category
    where not exists (select from products p where p.key = l.key) order by l.key`
  return changed.count + added.count > 0
}
