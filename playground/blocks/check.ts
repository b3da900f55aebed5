import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { elements, optionsOf } from '../elements.ts'
import type { ShownBlock } from '../shapes.ts'
import { identifier, type StoredFile } from '../workspace.ts'
import { blocks as kinds, type Place } from './index.ts'
import { type Issue, issues } from './issues.ts'

/** What a set of blocks is judged against. */
export type Surface = {
  /** How many blocks there may be: 50 in a message, 100 in a view. */
  most: number
  /** What they stand in, where it is not a message. */
  place?: Place
  /** Whether a private file can be shown: never in what only one person sees. */
  pictures: boolean
  files: { get(id: string): StoredFile | undefined }
  now: number
}

/** Blocks that Slack takes, or what it objects to. */
export type Checked = { ok: true; blocks: ShownBlock[] } | { ok: false; error: string; issues: Issue[] }

const typed = z.looseObject({ type: z.string() })
const source = z.looseObject({
  type: z.literal('image'),
  slack_file: z.looseObject({ id: z.string().optional() }).optional(),
  image_url: z.string().optional(),
})

// Slack fetches an image_url from the internet, so an address of this machine or its network can never work.
const reachable = (address: string) => {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return /^https?:$/.test(protocol) && hostname.includes('.') && isIP(hostname) === 0
}

function pictureIssues(image: unknown, pointer: string, surface: Surface): Issue[] {
  const picture = source.safeParse(image)
  if (!picture.success) return []
  const { slack_file, image_url } = picture.data
  if (image_url !== undefined && !reachable(image_url))
    return [{ message: 'downloading image failed', pointer: `${pointer}/image_url` }]
  if (slack_file === undefined) return []
  const file = surface.files.get(slack_file.id ?? '')
  const ready =
    file?.mimetype?.startsWith('image/') && file.readyAt !== undefined && file.readyAt <= surface.now
  return ready && surface.pictures
    ? []
    : [{ message: 'invalid slack file', pointer: `${pointer}/slack_file` }]
}

const nested = z.looseObject({ accessory: z.unknown().optional(), elements: z.array(z.unknown()).optional() })

function blockIssues(block: unknown, pointer: string, surface: Surface): Issue[] {
  const shape = typed.safeParse(block)
  if (!shape.success) return issues(shape.error.issues, block, pointer)
  const kind = Object.hasOwn(kinds, shape.data.type) ? kinds[shape.data.type] : undefined
  if (!kind) return [{ message: `unsupported type: ${shape.data.type}`, pointer: `${pointer}/type` }]
  if (!kind.places.includes(surface.place ?? 'message'))
    return [{ message: `unsupported type: ${shape.data.type}`, pointer: `${pointer}/type` }]
  const result = kind.shape.safeParse(block)
  if (!result.success) return issues(result.error.issues, block, pointer)
  const { accessory, elements: inside = [] } = nested.parse(block)
  return [
    ...pictureIssues(block, pointer, surface),
    ...pictureIssues(accessory, `${pointer}/accessory`, surface),
    ...inside.flatMap((element, at) => pictureIssues(element, `${pointer}/elements/${at}`, surface)),
    ...repeated(inside, 'action_id', `${pointer}/elements`),
    ...strayInitials(block as ShownBlock, pointer),
  ]
}

// What is chosen at first must be one of the choices, word for word.
function strayInitials(block: ShownBlock, pointer: string): Issue[] {
  return elements([block]).flatMap(({ element }) => {
    const { initial_option, initial_options = [] } = element
    const wanted = [
      ...(initial_option === undefined ? [] : [initial_option]),
      ...(initial_options as unknown[]),
    ]
    const stray = wanted.some(one => !optionsOf(element).some(option => isDeepStrictEqual(option, one)))
    return stray && !element.type.includes('external')
      ? [{ message: 'initial option must match an option provided in options', pointer }]
      : []
  })
}

function repeated(items: unknown[], key: 'action_id' | 'block_id', pointer: string): Issue[] {
  const seen = new Set<string>()
  return items.flatMap((item, at) => {
    const id = typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined
    if (typeof id !== 'string') return []
    if (seen.has(id))
      return [{ message: `\`${key}\` "${id}" already exists`, pointer: `${pointer}/${at}/${key}` }]
    seen.add(id)
    return []
  })
}

/** Judges blocks as Slack does and hands them back with the identifiers Slack adds. */
export function checkBlocks(given: unknown[], surface: Surface): Checked {
  const wrong = (found: Issue[], error = 'invalid_blocks'): Checked => ({ ok: false, error, issues: found })
  if (given.length > surface.most)
    return wrong([{ message: `no more than ${surface.most} items allowed`, pointer: '/blocks' }])
  const found = [
    ...given.flatMap((block, at) => blockIssues(block, `/blocks/${at}`, surface)),
    ...repeated(given, 'block_id', '/blocks'),
  ]
  if (found.length > 0) return wrong(found)

  // Every block has passed its own schema, so its type is known from here on.
  const blocks = structuredClone(given) as ShownBlock[]
  const of = (type: ShownBlock['type']) => blocks.flatMap((block, at) => (block.type === type ? [at] : []))
  const [, secondTable] = of('table')
  if (secondTable !== undefined)
    return wrong(
      [{ message: 'only_one_table_allowed', pointer: `/blocks/${secondTable}` }],
      'invalid_attachments',
    )
  const [, , thirdChart] = of('data_visualization')
  if (thirdChart !== undefined)
    return wrong([
      { message: 'no more than 2 data_visualization blocks allowed', pointer: `/blocks/${thirdChart}` },
    ])
  const written = blocks.reduce((sum, block) => sum + (block.type === 'markdown' ? block.text.length : 0), 0)
  if (written > 12_000) return wrong([{ message: 'must be less than 12001 characters', pointer: '/blocks' }])
  const focused = elements(blocks).filter(({ element }) => element.focus_on_load === true)
  if (focused.length > 1)
    return wrong([{ message: 'only one element may have focus_on_load', pointer: '/blocks' }])
  return { ok: true, blocks: blocks.map(withIdentifiers) }
}

// Slack names what has no name, so that everything can be told apart.
function withIdentifiers(block: ShownBlock): ShownBlock {
  const named = { ...block, block_id: block.block_id ?? identifier('').toLowerCase() }
  for (const { element } of elements([named])) element.action_id ??= identifier('').toLowerCase()
  return named
}
