/**
 * All that is planted in the sample company. The generator draws from these values and nothing else decides,
 * so that whoever finds something in the data can look up what is true.
 * Days are numbered: day 0 is the first, the last is the company's end. Probabilities are of one unit of goods.
 */
export const planted = {
  /** Raised with every change that makes another company of the same seed, so that a database is not left with the old one. */
  edition: 1,
  days: 913,
  customers: 5000,
  products: 400,
  /** How long before day 0 the oldest customers may have joined. */
  historyDays: 1825,
  /** The bestseller sells this many units on every day, whatever the size of the company. */
  bestseller: { product: 'P013', mean: 40, deviation: 8, least: 16, most: 64, unitsPerLine: 3.6 },
  /** What is ordered of it on these days comes back more often, and mostly broken. */
  spike: { product: 'P013', firstDay: 600, lastDay: 613, probability: 0.3, usual: 0.06, damaged: 0.8 },
  /** A unit comes back after 1 day and a geometric number of further days (0, 1, 2 …); the mean is of both together. */
  lag: { least: 1, mean: 6 },
  /**
   * Orders of a customer: Poisson with a rate of Gamma(r, alpha) a week; after every order but the first, the
   * customer leaves for good with a probability of Beta(a, b) (the BG/NBD model of Fader, Hardie and Lee 2005).
   */
  lapse: { r: 1.2, alpha: 5.5, a: 1.1, b: 7.5 },
  /** Customers who join grow by this a year; with those who stay, sales grow by about 12 % a year. */
  growth: { joining: 0.08, sales: 0.12 },
  guests: 0.08,
  /** Of orders that are sent; goods bought in a store cannot be called off, nor can the bestseller. */
  cancellations: { sent: 0.036, all: 0.02 },
  postage: { cents: 395, freeFromCents: 4000 },
  /** A manual credit on an order, 1 to 5 days later. */
  goodwill: { orders: 0.004, cents: [500, 1000] },
  /** Members have this percentage off after a year, where no promotion takes off more. */
  loyalty: { members: 0.35, percent: 5, afterDays: 365 },
  /** Units a line are 1 and a geometric number, whose mean is this, times the customer's level, times the category's. */
  units: { further: 0.8, levelShape: 2.5 },
  /** How many lines of goods an order has, in thousandths for 1, 2, 3 … lines. */
  linesPerOrder: [180, 200, 180, 140, 100, 75, 50, 35, 20, 12, 8],
  /** Orders of guests, and those of customers who leave their usual channel: store, online, phone, in hundredths. */
  anyChannel: [45, 46, 9],
  /** Customers who prefer to order online, in thousandths: who joined first, and who joins last. */
  online: { first: 380, last: 560, phone: 80, loyalToChannel: 0.82 },
  /** Store orders made away from the customer's own region. */
  travelling: 0.03,
  /** Where the first product is in the basket, the next line is the second with this chance. */
  together: [
    { product: 'P020', with: 'P021', chance: 0.5, lift: 33 },
    { product: 'P044', with: 'P045', chance: 0.4, lift: 28 },
    { product: 'P083', with: 'P084', chance: 0.45, lift: 26 },
    { product: 'P117', with: 'P118', chance: 0.4, lift: 27 },
    { product: 'P153', with: 'P154', chance: 0.35, lift: 24 },
    { product: 'P187', with: 'P188', chance: 0.3, lift: 19 },
    { product: 'P221', with: 'P222', chance: 0.5, lift: 32 },
    { product: 'P254', with: 'P230', chance: 0.25, lift: 19 },
  ],
  /** Percentages off a category's goods, every year; `uplift` is how much more often they are picked then. */
  promotions: [
    {
      name: 'January sale',
      from: '01-02',
      to: '01-15',
      categories: ['Textiles', 'Furniture', 'Lighting', 'Clothing'],
      percent: 20,
      uplift: 1.6,
    },
    {
      name: "Mother's Day",
      from: '03-08',
      to: '03-22',
      categories: ['Fragrance', 'Stationery'],
      percent: 10,
      uplift: 1.3,
    },
    {
      name: 'Spring in the garden',
      from: '04-01',
      to: '04-14',
      categories: ['Garden'],
      percent: 15,
      uplift: 1.5,
    },
    {
      name: 'Summer away',
      from: '06-20',
      to: '07-05',
      categories: ['Garden', 'Travel'],
      percent: 20,
      uplift: 1.5,
    },
    {
      name: 'Back to school',
      from: '08-20',
      to: '09-05',
      categories: ['Stationery', 'Storage'],
      percent: 15,
      uplift: 1.5,
    },
    { name: 'Black Friday', from: '11-22', to: '11-30', categories: 'all', percent: 25, uplift: 1 },
    {
      name: 'Toys for Christmas',
      from: '12-01',
      to: '12-10',
      categories: ['Toys'],
      percent: 15,
      uplift: 1.4,
    },
  ],
  /** How busy a day of the year is, in thousandths, as knots between which it runs straight: [day of the year, weight]. */
  season: [
    [1, 750],
    [10, 900],
    [45, 860],
    [80, 920],
    [120, 980],
    [150, 1000],
    [200, 940],
    [230, 900],
    [270, 960],
    [310, 1080],
    [325, 1300],
    [332, 1650],
    [336, 1400],
    [350, 1750],
    [357, 1500],
    [359, 350],
    [360, 900],
    [365, 800],
  ],
  /** How busy a day of the week is, in thousandths, Monday first. */
  week: [850, 850, 900, 950, 1100, 1400, 950],
} as const
