import { auth } from './auth.ts'
import { chat } from './chat.ts'
import { files } from './files.ts'
import type { Method } from './method.ts'

/** Every method of the Web API the local Slack knows: those the bot calls. */
export const methods = new Map<string, Method>(Object.entries({ ...auth, ...chat, ...files }))
