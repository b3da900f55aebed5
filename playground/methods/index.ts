import { apps } from './apps.ts'
import { auth } from './auth.ts'
import { chat } from './chat.ts'
import { conversations } from './conversations.ts'
import { files } from './files.ts'
import type { Method } from './method.ts'
import { users } from './users.ts'
import { views } from './views.ts'

/** Every method of the Web API the local Slack knows. */
export const methods = new Map<string, Method>(
  Object.entries({ ...apps, ...auth, ...chat, ...conversations, ...files, ...users, ...views }),
)
