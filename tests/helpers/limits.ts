import { checkBlocks } from '../../playground/blocks/check.ts'

/** What Slack would refuse of a message: nothing, if it keeps every limit. */
export function limits({ text, blocks }: { text: string; blocks: unknown[] }): string[] {
  const checked = checkBlocks(blocks, { most: 50, pictures: true, files: new Map(), now: 0 })
  return [
    ...(text.length === 0 || text.length > 4000 ? [`a text of ${text.length} characters`] : []),
    ...(checked.ok ? [] : checked.issues.map(({ message, pointer }) => `${message} ${pointer}`)),
  ]
}
