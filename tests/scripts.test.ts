import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bars } from '../charts/bars.ts'
import type { Chart } from '../charts/chart.ts'
import { fitted, isolated } from '../charts/fit.ts'
import { textWidth } from '../charts/font.ts'
import { families, filesOf, scripts } from '../charts/scripts.ts'
import { letters } from '../src/letters.ts'
import { sampleDatabase } from './helpers/database.ts'
import { boxes, canvas, crowding, pounds, struck, texts } from './helpers/pictures.ts'

/*
 * Names in every script that a shop's data may hold: no letter is missing, and every text is as wide as it is taken to be.
 */

const drawing = canvas && (await import('../charts/drawable.ts'))

const names: Record<string, string[]> = {
  Latin: ['Crème brûlée à la façon de Łódź', 'Đặng Thị Ngọc Ánh', 'İstanbul hâtırası, ğüşöç'],
  Greek: ['Ελληνικό ελαιόλαδο, έξτρα παρθένο'],
  Cyrillic: ['Подсвечник «Щегол», ёлочный', 'Їжак і ґудзик'],
  Arabic: ['مؤسسة التجارة الدولية المحدودة (الفرع)', 'شمعة معطرة', 'چای سبز و گلاب'],
  Hebrew: ['חברה בע״מ', 'נר ריחני, מלח ים', 'שָׁלוֹם'],
  Thai: ['ร้านขายของชำ กาแฟ', 'เทียนหอม น้ำผึ้ง'],
  Devanagari: ['चाय की दुकान', 'सुगंधित मोमबत्ती', 'क्षत्रिय श्रृंगार'],
  emoji: ['👩‍👩‍👧‍👦 Family', '🎉 Party', '🇬🇧 🇯🇵 flags', '❤️ ☕ ⭐', '👍🏽', '🕯️ Candle 1️⃣'],
  Chinese: ['东京礼品商店', '香薰蜡烛（海盐）', '東京禮品商店、繁體中文'],
  Japanese: ['東京株式会社ギフトショップ', 'ろうそく・海の塩', 'キャンドル'],
  Korean: ['서울 선물 가게', '향초, 바다 소금'],
}

/** Those whose font is the system's; .ci/run installs it. */
const ofSystem = scripts.filter(({ font }) => !font).map(({ name }) => name)
const hasSystem = drawing?.undrawable('香ろ향').length === 0

test('The fonts of all other scripts come with the packages, and usual pictures do not look for them', () => {
  for (const script of scripts.filter(({ font }) => font)) expect(filesOf(script)).toBeDefined()
  expect(families(['Crème brûlée — £5, Ελλάδα ▼ −£7', 'Łódź ™ © ½ ≤ …'])).toBe('Inter')
  expect(families(names.Thai ?? [])).toBe('Inter, Noto Sans Thai')
})

describe.skipIf(!drawing)('No letter is missing', () => {
  test.each(Object.keys(names))('in names that are written in %s', script => {
    if (ofSystem.includes(script) && !hasSystem) return expect(drawing?.undrawable('香ろ향').length).toBe(3)
    const all = (names[script] ?? []).join('')
    expect(drawing?.undrawable(all.replace(/[\s\p{M}\u200d]/gu, ''))).toEqual([])
  })

  test('unless no font has it, and that is seen', () => {
    expect(drawing?.undrawable('a口%|[\u{10fffe}\ufdd1')).toEqual(
      hasSystem ? ['\u{10fffe}', '\ufdd1'] : ['口', '\u{10fffe}', '\ufdd1'],
    )
  })
})

describe.skipIf(!canvas)('A name in any script', () => {
  const all = Object.values(names).flat()

  test('is taken to be as wide as it is drawn, or a little wider', () => {
    const pen = canvas?.createCanvas(10, 10).getContext('2d')
    if (!pen) throw new Error('no canvas; this test is skipped without one')
    for (const name of all)
      for (const weight of [400, 600] as const) {
        pen.font = `${weight} 28px ${families([name])}`
        const [ours, theirs] = [textWidth(name, 28, weight), pen.measureText(name).width]
        expect(ours, name).toBeGreaterThanOrEqual(0.98 * theirs)
        expect(ours, name).toBeLessThan(1.5 * theirs)
      }
  })

  test('is cut between what a reader takes for letters, and fits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.integer({ min: 30, max: 200 }), (name, width) => {
        const text = fitted(name.repeat(3), width, 400)
        expect(textWidth(text, 14, 400)).toBeLessThanOrEqual(width)
        const kept = [...new Intl.Segmenter('en').segment(text.replace(/…$/, ''))].map(
          ({ segment }) => segment,
        )
        const whole = [...new Intl.Segmenter('en').segment(name.repeat(3))].map(({ segment }) => segment)
        expect(whole.slice(0, kept.length)).toEqual(kept)
      }),
    )
  })

  test('touches nothing in a picture', async () => {
    const draw = (some: string[]): Chart =>
      bars(
        some.map((name, at) => ({ name, net: 9_000 - 100 * at })),
        {
          ...{ title: `${some[0]} leads with £9k`, subtitle: `Net sales of ${some.join(', ')}` },
          ...{ x: 'net', y: 'name', measure: 'Net sales', note: () => '+£1.2k', format: pounds },
        },
      )
    for (const some of Object.values(names)) {
      const drawn = await boxes(draw(some))
      const marks = drawn.filter(({ mark }) => mark === 'rect')
      expect([...crowding(draw(some), drawn), ...struck(drawn, marks)]).toEqual([])
      expect(texts(drawn).length).toBeGreaterThan(some.length)
    }
  })
})

describe('What is written from right to left', () => {
  test('is set apart, so that figures beside it stay where they are', () => {
    expect(isolated('חברה בע״מ 12 leads with £5k')).toBe('\u2068חברה בע״מ\u2069 12 leads with £5k')
    expect(isolated('נר ריחני, מלח…')).toBe('\u2068נר ריחני, מלח…\u2069')
    expect(isolated('נר ריחני 5')).toBe('\u2068נר ריחני 5\u2069')
    expect(isolated('A (חברה) and חברה (בע״מ) B')).toBe('A (\u2068חברה\u2069) and \u2068חברה (בע״מ)\u2069 B')
    expect(isolated('Candle, Sea Salt…')).toBe('Candle, Sea Salt…')
  })

  test.skipIf(!canvas)('stands before the figure that follows it in a sentence', () => {
    const pen = canvas?.createCanvas(400, 60).getContext('2d')
    if (!pen) throw new Error('no canvas; this test is skipped without one')
    const width = (text: string) => {
      pen.font = `400 28px ${families([text])}`
      return pen.measureText(text).width
    }
    // The last thing drawn is the figure: what is inked at the right end is that of the figure alone.
    const ink = (text: string, length: number) => {
      pen.clearRect(0, 0, 400, 60)
      pen.font = `400 28px ${families([text])}`
      pen.fillText(text, 300 - width(text), 40)
      const { data } = pen.getImageData(Math.round(300 - length), 0, Math.round(length), 60)
      return data.filter((_, at) => at % 4 === 3).reduce((sum, value) => sum + value, 0)
    }
    const figure = ink('111', 30)
    expect(ink(isolated('A חברה בע״מ 111'), 30) / figure).toBeCloseTo(1, 1)
  })
})

describe('The letters of the data', () => {
  test.skipIf(!drawing)(
    'are looked at, and those that this machine cannot draw are told with what helps',
    async () => {
      const { owner } = await sampleDatabase()
      expect(await letters(owner)).toEqual({ scripts: [] })
      await owner`update products set name = 'נר ריחני' where id = (select min(id) from products)`
      expect(await letters(owner)).toEqual({ scripts: ['Hebrew'] })
      await owner`update products set name = ${'Candle \ufdd1'} where id = (select max(id) from products)`
      const { missing } = await letters(owner)
      expect(missing?.say).toContain('no font for another script (one letter')
      expect(missing?.hint).toContain('apt-get install')
    },
  )
})
