const firstNames =
  'Amelia Oliver Aisha Mohammed Chloe Jack Priya Arjun Grace Harry Zofia Jakub Mei Wei Fatima Yusuf Isla George ' +
  'Ngozi Emeka Sofia Luca Ines Mateo Freya Callum Eilidh Rory Anika Rohan Yuki Kenji Leila Omar Ruby Alfie Thandi ' +
  'Kofi Elena Andrei Niamh Connor Cerys Rhys Hana Tomas Simran Gurpreet Nadia Ivan Poppy Theo Adaeze Kwame Linh ' +
  'Minh Sana Bilal Martha Edward Ingrid Lars Camille Antoine Beatriz Rafael Layla Idris Dorothy Walter Keiko Hiroshi ' +
  'Ayesha Imran Joanna Piotr Siobhan Declan Olena'
const lastNames =
  'Smith Patel Jones Khan Williams Okafor Taylor Nowak Brown Chen Davies Hussain Evans Mensah Wilson Silva Thomas ' +
  'Garcia Roberts Singh Johnson Rossi Walker Popescu Wright Nguyen Robinson Ali Thompson Kowalski White Adeyemi Hughes ' +
  'Tanaka Green Fernandez Hall Begum Wood Kaur Harris Ivanova Lewis Moreau Martin Mwangi Jackson Haddad Clarke Schmidt ' +
  'Turner Rahman Hill Osei Cooper Mishra Morris Papadopoulos Ward Yilmaz Moore Lindqvist King Costa Watson Banerjee ' +
  'Baker Dlamini Harrison Novak Morgan Sato Young Eze Allen Rahimi Mitchell Costello James Boateng Anderson Murphy ' +
  'Campbell Petrov Stewart Obi Fraser Larsen Macleod Chowdhury Byrne Farouk Kelly Wong Doyle Sharma Griffiths Iqbal ' +
  'Barker Suzuki'
const first = firstNames.split(' ')
const last = lastNames.split(' ')

/** A person's name for a number: each pair is used once before a middle initial comes in. */
export const personName = (number: number) => {
  const pairs = first.length * last.length
  // A step that has no factor in common with the number of pairs reaches each of them once.
  const pair = ((number % pairs) * 4099) % pairs
  const round = Math.floor(number / pairs)
  const initial = round > 0 ? ` ${String.fromCharCode(64 + (((round - 1) % 26) + 1))}.` : ''
  return `${first[pair % first.length]}${initial} ${last[Math.floor(pair / first.length)]}`
}
