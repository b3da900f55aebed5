/** Where the sample company sells, with the weight of each city among its customers. */
export const places = [
  {
    region: 'North',
    cities: { Leeds: 60, Manchester: 80, Newcastle: 40, Sheffield: 45, Liverpool: 50, York: 25 },
  },
  { region: 'Midlands', cities: { Birmingham: 85, Nottingham: 45, Leicester: 40, Coventry: 30, Derby: 25 } },
  { region: 'East', cities: { Norwich: 30, Cambridge: 35, Ipswich: 20, Peterborough: 20, Colchester: 15 } },
  {
    region: 'South',
    cities: { London: 190, Brighton: 40, Southampton: 35, Reading: 30, Oxford: 30, Portsmouth: 25 },
  },
  { region: 'West', cities: { Bristol: 55, Exeter: 20, Bath: 20, Plymouth: 20, Gloucester: 15 } },
  { region: 'Scotland', cities: { Glasgow: 55, Edinburgh: 50, Aberdeen: 20, Dundee: 15, Inverness: 10 } },
] as const

/** Each city with its region's number, in one list. */
export const cities = places.flatMap(({ cities }, region) =>
  Object.entries(cities).map(([name, weight]) => ({ name, weight, region })),
)

export const channels = ['Store', 'Online', 'Phone'] as const

/** How likely an order is in each hour of the day; stores and the phone have hours, the web has none. */
export const hours = {
  Store: [0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 9, 12, 13, 11, 10, 10, 11, 11, 7, 0, 0, 0, 0, 0],
  Online: [2, 1, 1, 1, 1, 1, 2, 4, 5, 5, 5, 5, 6, 6, 5, 5, 5, 6, 7, 9, 11, 11, 8, 5],
  Phone: [0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 14, 14, 9, 10, 13, 12, 10, 8, 0, 0, 0, 0, 0, 0],
} as const
