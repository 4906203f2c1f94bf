// Takes the front page's pictures of the product from the running demonstration, into src/Ui/assets/pictures. Run by hand when it looks
// different, and commit what comes out:  ./niaga run --demo  ·  npm i --no-save playwright-core  ·  node deploy/build/pictures.mjs [ADDRESS]
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const address = process.argv[2] ?? 'http://localhost:5080';
const shop = '/kedai-ah-seng';
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../src/Ui/assets/pictures');
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 640 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true };
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const storageState = await signIn();

for (const language of ['en', 'ms'])
  for (const colorScheme of ['light', 'dark']) {
    for (const [device, options] of Object.entries({ desktop, phone })) {
      const context = await browser.newContext({ ...options, baseURL: address, colorScheme, storageState, timezoneId: 'Asia/Kuala_Lumpur', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await speak(page, language);
      await page.goto(`${shop}/till`);
      await fillCart(page, device === 'phone');
      await save(page, `till-${device}.${language}.${colorScheme}`);
      if (device === 'desktop') {
        await page.goto(`${shop}/`);
        await page.locator('.first').evaluateAll(found => found.forEach(e => e.remove()));
        await page.waitForTimeout(500);
        await save(page, `dashboard.${language}.${colorScheme}`);
      }
      await context.close();
    }
  }
await browser.close();
const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
console.log(`${readdirSync(folder).length} pictures, ${Math.round(bytes / 1024)} KB`);

async function signIn() {
  const context = await browser.newContext({ baseURL: address });
  const page = await context.newPage();
  await page.goto('/en/sign-in');
  await page.fill('[name="Form.Email"]', 'ahseng@demo.niaga.my');
  await page.fill('[name="Form.Password"]', 'tiga cawan teh tarik');
  await page.click('form[method=post] button[type=submit].btn-primary');
  await page.waitForURL(url => !url.pathname.includes('sign-in'));
  const state = await context.storageState();
  await context.close();
  return state;
}

/** The language of whoever is signed in is kept with the account, so it is chosen as they choose it. */
async function speak(page, language) {
  await page.goto(`${shop}/`);
  const button = page.locator(`form[action$="/language"] button[value=${language}]`).first();
  await Promise.all([page.waitForNavigation(), button.evaluate(found => found.click())]);
}

async function fillCart(page, open) {
  await page.locator('[data-tiles][aria-busy=false]').waitFor();
  const search = page.locator('[data-scan] input');
  for (const what of ['Kopi', 'Beras', 'Biskut']) {
    await search.fill(what);
    await page.locator('[data-found] li').first().click();
  }
  await page.evaluate(() => document.activeElement.blur());
  if (open) await page.locator('[data-sheet]').click();
  await page.waitForTimeout(400);
}

async function save(page, name) {
  const device = await page.context().newCDPSession(page);
  const { data } = await device.send('Page.captureScreenshot', { format: 'webp', quality: 72 });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
  await device.detach();
}
