import { expect, test } from '@playwright/test'

test('networks are chosen by name, seen before they run, and measured', async ({ page }) => {
  await page.goto('#/run?size=32&backends=wasm-1&count=1')
  const preview = page.getByRole('region', { name: 'What will run' })
  await expect(preview.getByText('size=32,seed=1,index=0')).toBeVisible()
  await expect(preview.getByRole('img', { name: /^Its graph: \d+ steps in a row\.$/ })).toHaveCount(1)

  const search = page.getByRole('searchbox', { name: 'Well-known networks by name' })
  await search.fill('no such network')
  await expect(page.getByText('No well-known network is called that.')).toBeVisible()
  await search.fill('resnet 18')
  await page.getByRole('button', { name: 'Add ResNet-18 resnet18', exact: true }).click()
  await expect(search).toBeFocused()
  await search.fill('squeezenet v1.1')
  await search.press('Enter')
  await expect(page.getByRole('list', { name: 'Chosen by name' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Leave out ResNet-18' }).click()
  await expect(preview.getByText('squeezenet_v1_1,size=32')).toBeVisible()
  await expect(preview.getByText(/MFLOP · 1\.24 M parameters · \d+ operations/)).toBeVisible()

  await page.getByText('more spaces').click()
  await page.getByRole('checkbox', { name: /^Synthetic networks/ }).uncheck()
  await page.getByRole('checkbox', { name: /^NAS-Bench-201/ }).check()
  await page.getByRole('checkbox', { name: /^Single operations/ }).check()
  expect(page.url()).toContain('space=nasbench201,operations&networks=squeezenet_v1_1')
  await page.getByRole('spinbutton', { name: 'Networks to draw' }).fill('2')
  await page.getByRole('spinbutton', { name: 'Networks to draw' }).blur()
  await expect(page.getByText('3 networks')).toBeVisible()

  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('squeezenet_v1_1,size=32').first()).toBeVisible()
  await page.getByRole('link', { name: 'See the data' }).click()
  for (const space of ['zoo', 'nasbench201', 'operations'])
    await expect(page.getByText(space).first()).toBeAttached()
})

test('a budget that no network keeps is said before anything runs, and again on Run', async ({ page }) => {
  await page.goto('#/run?backends=wasm-1&mflop=1')
  const sentence = /^None of 1,?000 networks of “Synthetic networks” keeps within 1 MFLOP/
  await expect(page.getByRole('region', { name: 'What will run' }).getByText(sentence)).toBeVisible()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText(sentence)).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
})

test('nothing chosen is said, and Run waits for a choice', async ({ page }) => {
  await page.goto('#/run?backends=wasm-1')
  await page.getByRole('checkbox', { name: /^Synthetic networks/ }).uncheck()
  await expect(page.getByText('Choose a space to draw from, or a network by name.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeDisabled()
})

test('a name in a link that the zoo does not have is answered with the nearest', async ({ page }) => {
  await page.goto('#/run?networks=resnt18&backends=wasm-1')
  await expect(page.getByText('The nearest name is "resnet18".')).toBeVisible()
})

test('a network that is named twice runs once, and the page says so', async ({ page }) => {
  await page.goto('#/run?networks=mobilenet_v1,mobilenet_w1&size=32&backends=wasm-1')
  const preview = page.getByRole('region', { name: 'What will run' })
  await expect(preview.getByText('mobilenet_w1,size=32')).toHaveCount(1)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText('Of 2 networks that were asked for, 1 run')).toBeVisible()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
})

test('drawing many networks shows how far it is, and can be cancelled', async ({ page }) => {
  await page.goto('#/run?count=10000&backends=wasm-1')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText('Drawing networks …')).toBeVisible()
  await expect(page.getByText(/^[\d,]+ of 10,000$/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0)
})

test('kernels, fusion and program selection are chosen where networks are, and stand in the address', async ({
  page,
}) => {
  await page.goto('#/run?backends=wasm-1&count=2&size=32')
  await page.getByText('How they are measured').click()
  await page.getByRole('radio', { name: /^Their kernels/ }).check()
  await page.getByRole('radio', { name: /^Longest/ }).check()
  await page.getByRole('radio', { name: /^Both, to compare/ }).check()
  await page.getByText('Program selection: standard').click()
  await page.getByRole('checkbox', { name: /^WASM, no-simd/ }).check()
  await expect(page.getByText('Program selection: standard and no-simd')).toBeVisible()
  expect(page.url()).toContain(
    '#/run?measure=kernels&count=2&order=longest&size=32&fusion=both&selection=standard,no-simd&backends=wasm-1',
  )
  await expect(page.getByText(/^\d+ kernels ×on 4 configurations$/)).toBeVisible()
  await page.getByRole('radio', { name: 'By time' }).check()
  await expect(page.getByText(/^\d+ of \d+ kernels ×on 4 configurations$/)).toBeVisible()
  // Nothing else is left of a selection but the standard one.
  for (const name of [/^Standard/, /^WASM, no-simd/]) await page.getByRole('checkbox', { name }).uncheck()
  await expect(page.getByRole('checkbox', { name: /^Standard/ })).toBeChecked()
})

test('a program selection that no chosen engine has is left out and named', async ({ page }) => {
  await page.goto('#/run?backends=wasm-1&selection=standard,im2col')
  await expect(
    page.getByText('No chosen engine has the program selection “im2col”; it was left out.'),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
})

test('what teaches most is chosen from more networks, and the page says by what', async ({ page }) => {
  await page.goto('#/run?design=teaching&count=6&size=32&kernels=off&backends=wasm-1')
  await expect(
    page.getByRole('region', { name: 'What is chosen from' }).getByText('and 20 more'),
  ).toBeVisible()
  const run = page.getByRole('button', { name: 'Run', exact: true })
  const done = page.getByRole('link', { name: 'See the data' })
  await run.click()
  await expect(page.getByText('Chosen from 24 random networks, spread from small to large')).toBeVisible()
  await expect(done).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: 'New run' }).click()
  await page.getByText('More options').click()
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('2')
  await page.getByRole('spinbutton', { name: 'Seed' }).blur()
  await expect(page.getByRole('radio', { name: /^What teaches most/ })).toBeChecked()
  await run.click()
  await expect(
    page.getByText(/tell most beyond the 6 networks measured here on WASM 1 thread.*One in four/),
  ).toBeVisible()
  await expect(done).toBeVisible({ timeout: 60_000 })
})
