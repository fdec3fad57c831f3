-- Every retention figure, from the Parquet files of a lake that was loaded once, by
-- the definitions of docs/kpi.md alone. Grain of the result: period, figure,
-- dimension, group. The table settings (one row) says how customers and periods are
-- judged; the schema lake holds the files, and empty tables for those that are not
-- there. Money is decimal; a missing text is ''.

create table periods as
with newest as (
  select cast(p as timestamp) as begins, cast(p + step as timestamp) as ends
  from settings, generate_series(date_trunc(length, until) - 60 * step, date_trunc(length, until), step) as g(p)
  where p + step <= until and p + step > first
)
select
  begins, ends,
  case length
    when 'month' then strftime(begins, '%Y-%m')
    when 'quarter' then year(begins) || '-Q' || quarter(begins)
    else strftime(begins, '%Y')
  end as period
from newest, settings
where begins >= (select min(begins) from (select begins from newest order by begins desc limit (select count from settings)));

create table line as
select
  t.bucket || '/' || t.customer as cid,
  cast(t.time as timestamp) as moment,
  coalesce(t.is_return = 1, t.amount < 0) as returned,
  coalesce(case when t.is_return = 1 then -abs(t.amount) else t.amount end, 0) as amount,
  coalesce(t.margin, 0) as margin,
  coalesce(cast(t.order_id as varchar), '@' || t.time) as ordered,
  coalesce(category.text, '') as category,
  coalesce(channel.text, '') as channel
from lake.transactions as t
left join lake.transactions_category as category on category.code = t.category
left join lake.transactions_channel as channel on channel.code = t.channel;

create table customer as
select
  ids.bucket || '/' || ids.code as cid,
  coalesce(segment.text, '') as segment,
  coalesce(region.text, '') as region,
  coalesce(c.cost_to_serve, 0) as cost_to_serve
from lake.customers_ids as ids
left join (
  select *, row_number() over (partition by bucket, customer order by file_row_number desc) as from_last from lake.customers
) as c on c.bucket = ids.bucket and c.customer = ids.code and c.from_last = 1
left join lake.customers_segment as segment on segment.code = c.segment
left join lake.customers_region as region on region.code = c.region;

create table purchase as
select cid, min(moment) as moment from line where not returned and amount > 0 group by cid, ordered;

create table cancelled as
select bucket || '/' || customer as cid, cast(time as timestamp) as moment from lake.cancellations;

create table offer as
select
  o.bucket || '/' || o.customer as cid, cast(o.time as timestamp) as moment, coalesce(tactic.text, '') as tactic,
  coalesce(o.cost, 0) as cost, coalesce(o.control, 0) = 1 as control
from lake.offers as o
left join lake.offers_tactic as tactic on tactic.code = o.tactic;

-- Who is a customer at an instant.
create table member as
with instant as (select begins as t from periods union select ends from periods),
bought as (
  select p.cid, i.t, count(*) as purchases, max(p.moment) as last
  from purchase as p join instant as i on p.moment < i.t
  group by p.cid, i.t
),
gone as (
  select c.cid, i.t, max(c.moment) as last from cancelled as c join instant as i on c.moment < i.t group by c.cid, i.t
),
spent as (
  select l.cid, i.t, sum(l.amount) as sales
  from line as l, instant as i, settings as s
  where l.moment < i.t and l.moment >= i.t - s.lookback
  group by l.cid, i.t
)
select b.cid, b.t
from bought as b cross join settings as s
left join gone as g on g.cid = b.cid and g.t = b.t
left join spent as m on m.cid = b.cid and m.t = b.t
where b.purchases >= s.min_purchases
  and b.last >= b.t - s.lookback
  and (g.last is null or s.definition <> 'cancellation' and b.last > g.last)
  and (s.definition <> 'decline' or m.sales > 0);

-- Customers at the start or at the end of a period.
create table standing as
with first as (select cid, min(moment) as moment from purchase group by cid)
select
  p.period, p.begins, p.ends, c.cid, c.segment, c.region, c.cost_to_serve,
  s.cid is not null as started, e.cid is not null as ended, f.moment >= p.begins as fresh
from periods as p cross join customer as c
join first as f on f.cid = c.cid
left join member as s on s.cid = c.cid and s.t = p.begins
left join member as e on e.cid = c.cid and e.t = p.ends
where s.cid is not null or e.cid is not null;

create table flow as
select
  period,
  count(*) filter (started) as s, count(*) filter (ended) as e,
  count(*) filter (ended and not started and fresh) as new,
  count(*) filter (ended and not started and not fresh) as reactivated,
  count(*) filter (started and ended) as retained
from standing group by period;

-- Shares k of n.
create table share as
select period, 'raw_retention' as kpi, '' as dimension, '' as grp, e - (new + reactivated) as k, s as n from flow
union all
select period, 'raw_retention', 'segment', segment, count(*) filter (ended), count(*) from standing where started group by period, segment
union all
select period, 'churn_rate', '', '', s - retained, s from flow
union all
select period, 'churn_rate', 'region', region, count(*) filter (not ended), count(*) from standing where started group by period, region;

-- The categories and channels of a customer at the start; '' where none is known.
create table bought_in as
with line_of as (
  select m.period, m.cid, m.ended, l.category, l.channel
  from standing as m cross join settings as s
  join line as l on l.cid = m.cid and l.moment >= m.begins - s.lookback and l.moment < m.begins
  where m.started and not l.returned and l.amount > 0
),
each as (
  select distinct period, cid, ended, 'category' as dimension, category as grp from line_of
  union all
  select distinct period, cid, ended, 'channel', channel from line_of
)
select * from each as a
where grp <> '' or not exists (
  select 1 from each as b where b.period = a.period and b.cid = a.cid and b.dimension = a.dimension and b.grp <> ''
);

insert into share
select period, 'churn_rate', dimension, grp, count(*) filter (not ended), count(*) from bought_in group by period, dimension, grp;

-- The first offer of a tactic to a customer, and what became of the customer.
create table tried as
with first as (select cid, tactic, min(moment) as moment from offer group by cid, tactic)
select
  p.period, f.cid, f.tactic, f.moment,
  (select bool_and(o.control) from offer as o where o.cid = f.cid and o.tactic = f.tactic and o.moment = f.moment) as control,
  exists (select 1 from purchase as b where b.cid = f.cid and b.moment >= f.moment and b.moment < f.moment + s.horizon)
    and not exists (select 1 from cancelled as c where c.cid = f.cid and c.moment >= f.moment and c.moment < f.moment + s.horizon) as kept,
  (select coalesce(sum(o.cost), 0) from offer as o
   where o.cid = f.cid and o.tactic = f.tactic and not o.control and o.moment >= f.moment and o.moment < f.moment + s.horizon) as cost
from first as f cross join settings as s
join periods as p on f.moment >= p.begins and f.moment < p.ends
where f.moment + s.horizon <= s.until;

create table tactic as
select
  coalesce(period, 'all') as period, tactic as grp,
  count(*) filter (not control) as treated, count(*) filter (not control and kept) as treated_kept,
  count(*) filter (control) as controls, count(*) filter (control and kept) as controls_kept,
  coalesce(sum(cost) filter (not control), 0) as cost
from tried group by grouping sets ((period, tactic), (tactic));

insert into share
select period, 'tactic_kept', 'tactic', grp, treated_kept, treated from tactic
union all
select period, 'tactic_control_kept', 'tactic', grp, controls_kept, controls from tactic where controls > 0;

-- Ratios of sums over customers, y over x; the money of both is in unit.
create table ratio as
with window_of as (
  select
    m.period, m.cid, m.segment, m.ended, coalesce(sum(l.amount), 0) as sales, coalesce(sum(l.margin), 0) as margin,
    any_value(m.cost_to_serve) as cost_to_serve
  from standing as m cross join settings as s
  left join line as l on l.cid = m.cid and l.moment >= m.begins - s.lookback and l.moment < m.begins
  where m.started
  group by m.period, m.cid, m.segment, m.ended
),
adjusted as (
  select period, cid, segment, ended, 'sales_adjusted_retention' as kpi, cast(sales * 365 as decimal(38, 4)) as x from window_of
  union all
  select period, cid, segment, ended, 'profit_adjusted_retention', margin * 365 - cost_to_serve * lookback_days from window_of, settings
)
select period, kpi, '' as dimension, '' as grp, cid, case when ended then x else 0 end as y, x from adjusted
union all
select period, kpi, 'segment', segment, cid, case when ended then x else 0 end, x from adjusted;

-- What keeping a customer at the start cost in the period, times 365.
create table cost as
select
  m.period, m.cid, m.ended, 365 * coalesce(sum(o.cost), 0) as offers,
  any_value(m.cost_to_serve) * date_diff('day', any_value(m.begins), any_value(m.ends)) as service
from standing as m
left join offer as o on o.cid = m.cid and not o.control and o.moment >= m.begins and o.moment < m.ends
where m.started
group by m.period, m.cid, m.ended;

-- The wallet of a customer: own rows, and before the first of them those of the
-- segment.
create table wallet as
with own as (
  select w.bucket || '/' || w.customer as cid, date_trunc('month', cast(w.month as timestamp)) as month, cast(w.month as timestamp) as moment, coalesce(c.text, '') as category, w.total
  from lake.wallet as w
  left join lake.wallet_category as c on c.code = w.category
),
of_segment as (
  select s.text as segment, cast(w.month as timestamp) as moment, date_trunc('month', cast(w.month as timestamp)) as month, coalesce(c.text, '') as category, w.total
  from lake.wallet_segments as w
  join lake.wallet_segment as s on s.code = w.segment
  left join lake.wallet_category as c on c.code = w.category
),
begun as (select cid, min(moment) as moment from own group by cid)
select cid, month, category, total from own where total is not null
union all
select c.cid, w.month, w.category, w.total
from customer as c join of_segment as w on w.segment = c.segment
left join begun as b on b.cid = c.cid
where (b.moment is null or w.moment < b.moment) and w.total is not null;

create table wallet_month as
with total as (
  select
    cid, month, coalesce(sum(total) filter (category = ''), 0) as everything,
    coalesce(sum(total) filter (category <> ''), 0) as listed
  from wallet group by cid, month
),
own as (
  select
    w.cid, w.month, coalesce(sum(l.amount), 0) as everything,
    coalesce(sum(l.amount) filter (l.category <> '' and exists (
      select 1 from wallet as v where v.cid = w.cid and v.month = w.month and v.category = l.category)), 0) as listed
  from total as w
  left join line as l on l.cid = w.cid and date_trunc('month', l.moment) = w.month
  group by w.cid, w.month
)
select t.cid, t.month, case when t.everything > 0 then o.everything else o.listed end as own, case when t.everything > 0 then t.everything else t.listed end as total
from total as t join own as o on o.cid = t.cid and o.month = t.month
where t.everything > 0 or t.listed > 0;

insert into ratio
select period, 'cost_per_retained_customer', '', '', cid, offers + service, case when ended then 1 else 0 end from cost
union all
select m.period, 'share_of_wallet_retained', '', '', m.cid, sum(w.own), sum(w.total)
from standing as m join wallet_month as w on w.cid = m.cid and w.month >= m.begins and w.month < m.ends
where m.started and m.ended
group by m.period, m.cid;

create table figure as
with sums as (
  select period, kpi, dimension, grp, count(*) as n, sum(y) as y, sum(x) as x, cast(sum(y) as double) / nullif(cast(sum(x) as double), 0) as r
  from ratio group by period, kpi, dimension, grp
),
error as (
  select period, kpi, dimension, grp, sqrt(n / (n - 1) * squares) / cast(x as double) as e
  from (
    select s.period, s.kpi, s.dimension, s.grp, s.n, s.x, sum((cast(a.y as double) - s.r * cast(a.x as double)) ** 2) as squares
    from sums as s join ratio as a using (period, kpi, dimension, grp)
    where s.x > 0 and s.n > 1
    group by s.period, s.kpi, s.dimension, s.grp, s.n, s.x
  )
),
scale as (
  select
    *, case kpi when 'share_of_wallet_retained' then 1 else 365 end as units, kpi = 'cost_per_retained_customer' as counted
  from sums
),
wilson as (
  select *, k / n as p, 1.959963984540054 as z from share where n > 0
),
score as (
  select *, (k + z * z / 2) / (n + z * z) as middle, z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4) as half from wilson
),
effect as (
  select
    t.*, treated_kept / treated - controls_kept / controls as d,
    greatest(-1, d - sqrt((a.p - a.middle + a.half) ** 2 + (b.middle + b.half - b.p) ** 2)) as low,
    least(1, d + sqrt((a.middle + a.half - a.p) ** 2 + (b.p - b.middle + b.half) ** 2)) as high
  from tactic as t
  join score as a on a.period = t.period and a.kpi = 'tactic_kept' and a.grp = t.grp
  join score as b on b.period = t.period and b.kpi = 'tactic_control_kept' and b.grp = t.grp
)
select period, name as kpi, '' as dimension, '' as grp, cast(value as double) as value, null as low, null as high, '' as numerator, '' as denominator
from (unpivot (select period, s as customers_at_start, e as customers_at_end, new as new_customers, reactivated as reactivated_customers, s - retained as lost_customers from flow)
  on columns(* exclude period) into name name value value)
union all
select period, kpi, dimension, grp, p, middle - half, middle + half, k, n from score
union all
select period, 'growth', '', '', (new + reactivated - s + retained) / s,
  greatest(-1, (new + reactivated - s + retained) / s - 1.959963984540054 / s * sqrt(new + reactivated + (s - retained) * (retained / s))),
  (new + reactivated - s + retained) / s + 1.959963984540054 / s * sqrt(new + reactivated + (s - retained) * (retained / s)),
  new + reactivated - s + retained, s
from flow where s > 0
union all
select period, 'annual_churn', '', '', 1 - (1 - p) ** a_year, 1 - (1 - middle + half) ** a_year, 1 - (1 - middle - half) ** a_year, '', ''
from score, settings where kpi = 'churn_rate' and dimension = ''
union all
select
  period, kpi, dimension, grp,
  case when counted then round(r / 365, 2) else r end,
  case when counted then round((r - 1.959963984540054 * e) / 365, 2) else r - 1.959963984540054 * e end,
  case when counted then round((r + 1.959963984540054 * e) / 365, 2) else r + 1.959963984540054 * e end,
  printf('%.2f', round(cast(y as double) / units, 2)),
  case when counted then cast(cast(x as bigint) as varchar) else printf('%.2f', round(cast(x as double) / units, 2)) end
from scale left join error using (period, kpi, dimension, grp)
where x > 0
union all
select period, name, '', '', value, null, null, '', ''
from (unpivot (
    select p.period, coalesce(round(sum(cast(c.offers as double)) / 365, 2), 0) as offers_cost, coalesce(round(sum(cast(c.service as double)) / 365, 2), 0) as service_cost,
      coalesce(round(sum(cast(c.offers + c.service as double)) / 365, 2), 0) as cost_of_retention
    from periods as p left join cost as c on c.period = p.period group by p.period
  ) on columns(* exclude period) into name name value value)
union all
select period, 'tactic_effect', 'tactic', grp, d, low, high, '', '' from effect
union all
select period, 'tactic_cost', 'tactic', grp, cast(cost as double), null, null, '', '' from tactic
union all
select
  period, 'tactic_cost_per_customer_kept', 'tactic', grp, round(cast(cost as double) * controls / (treated_kept * controls - controls_kept * treated), 2),
  case when low > 0 then round(cast(cost as double) / (high * treated), 2) end, case when low > 0 then round(cast(cost as double) / (low * treated), 2) end,
  printf('%.2f', cost), printf('%.6f', (treated_kept * controls - controls_kept * treated) / controls)
from effect where d > 1e-12;

-- Where all who ever bought have bought in the look-back of the end, nobody can be
-- lost by silence, and rates say nothing.
delete from figure
using periods as p, settings as s
where figure.period = p.period and p.ends - s.lookback <= s.first and s.definition <> 'cancellation'
  and kpi in ('raw_retention', 'churn_rate', 'growth', 'annual_churn', 'sales_adjusted_retention', 'profit_adjusted_retention');

-- A figure whose column is nowhere known has no rows.
create table unknown as
select
  not exists (select 1 from customer where segment <> '') as segment,
  not exists (select 1 from customer where region <> '') as region,
  not exists (select 1 from line where category <> '') as category,
  not exists (select 1 from line where channel <> '') as channel,
  not exists (select 1 from offer where tactic <> '') as tactic,
  not exists (select 1 from lake.transactions where margin is not null) as margin,
  not exists (select 1 from lake.customers where cost_to_serve is not null) as serve,
  not exists (select 1 from lake.offers where cost is not null) as offered;

delete from figure
using unknown as u
where segment and dimension = 'segment' or region and dimension = 'region' or category and dimension = 'category'
  or channel and dimension = 'channel' or tactic and dimension = 'tactic'
  or margin and kpi = 'profit_adjusted_retention' or serve and kpi = 'service_cost'
  or offered and kpi in ('offers_cost', 'tactic_cost', 'tactic_cost_per_customer_kept')
  or serve and offered and kpi in ('cost_of_retention', 'cost_per_retained_customer');
