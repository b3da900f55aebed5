import type { TransactionSql } from 'postgres'

/*
 * Members of dimensions are added by anti-join: `on conflict do nothing` would burn an id for every row that is there
 * already, and a smallint has few.
 */

/** Brings customers and products up to what master data says; says whether that changed anything. */
export async function masterData(tx: TransactionSql): Promise<boolean> {
  await tx`create temp table recategorised (id integer) on commit drop`
  const customers = await masterCustomers(tx)
  const products = await settleProducts(tx)
  return customers || products
}

/** Adds the members and products that lines were the first to name; a product's own name is settled in the end. */
export async function dimensions(tx: TransactionSql, members: Record<string, readonly string[]>) {
  for (const [name, met] of Object.entries(members))
    if (met.length > 0)
      await tx`insert into ${tx(name)} (id, name) overriding system value
        select ${next(tx, name)} + row_number() over (order by id), name from ${tx(`staged_${name}`)} s
        where not exists (select from ${tx(name)} m where m.name = s.name)`
  await tx`
    ${addCategories(tx, 'new_products')};
    insert into products (key, name, category_id, merchandise)
    select n.key, n.key, c.id, n.merchandise from new_products n left join categories c on c.name = n.category
    where not exists (select from products p where p.key = n.key) order by n.key;
    insert into product_ids select n.id, p.id from new_products n join products p on p.key = n.key;
    analyze product_ids`.simple()
}

const addCategories = (tx: TransactionSql, products: string) =>
  tx`insert into categories (id, name) overriding system value
    select ${next(tx, 'categories')} + row_number() over (order by category), category
    from (select distinct category from ${tx(products)}) s
    where category is not null and not exists (select from categories c where c.name = s.category)`

// A sequence would not take back the few numbers there are when a load keeps nothing; loads are alone.
const next = (tx: TransactionSql, table: string) => tx`(select coalesce(max(id), 0) from ${tx(table)})`

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
  await tx`insert into attributes (name) select distinct jsonb_object_keys(attributes) from latest_customers
    on conflict do nothing`
  return changed.count + added.count > 0
}

/**
 * Master data overwrites what is known of a product; what lines say of it only fills in what is not known yet.
 * A product whose category changed is listed in `recategorised`, because its orders' summaries must follow.
 */
export async function settleProducts(tx: TransactionSql): Promise<boolean> {
  await addCategories(tx, 'staged_products')
  await tx`create temp table known_products on commit drop as
    select p.id, coalesce(l.master_name, case when p.name = p.key then l.name end, p.name) as name,
      coalesce(mc.id, p.category_id, c.id) as category_id, l.merchandise, coalesce(l.master_cost, p.cost, l.cost) as cost
    from (
      select key, l.name, l.category, coalesce(m.merchandise, l.merchandise) as merchandise, l.cost,
        m.name as master_name, m.category as master_category, m.cost as master_cost
      from (select distinct on (key) * from staged_products where id is null order by key, ctid desc) m
      full join (select * from staged_products where id is not null) l using (key)
    ) l join products p on l.key = p.key
    left join categories c on c.name = l.category left join categories mc on mc.name = l.master_category`
  await tx`insert into recategorised
    select p.id from products p join known_products k on k.id = p.id where k.category_id is distinct from p.category_id`
  const changed = await tx`update products p
    set name = k.name, category_id = k.category_id, merchandise = k.merchandise, cost = k.cost
    from known_products k where k.id = p.id and (p.name, p.category_id, p.merchandise, p.cost)
    is distinct from (k.name, k.category_id, k.merchandise, k.cost::numeric(16, 4))`
  await tx`drop table known_products`
  const added = await tx`insert into products (key, name, category_id, merchandise, cost)
    select distinct on (m.key) m.key, coalesce(m.name, m.key), c.id, m.merchandise, m.cost
    from staged_products m left join categories c on c.name = m.category
    where m.id is null and not exists (select from products p where p.key = m.key) order by m.key, m.ctid desc`
  return changed.count + added.count > 0
}
