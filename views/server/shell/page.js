"use strict"

// What the program of the page leaves to be done: the width of the screen, steps back, the keyboard, paper, the end of a login.

// A phone has room for less of a figure, and the server is told before it draws one. The cookie names nobody.
document.cookie = `screen=${matchMedia("(max-width: 720px)").matches ? "narrow" : "wide"}; path=/; SameSite=Strict`

// A draft of the page Add belongs to its tab, and is found again after a reload. The number is drawn by lot, and goes with the tab.
try {
  sessionStorage.tab ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
  document.cookie = `tab=${sessionStorage.tab}; path=/; SameSite=Strict`
} catch {
  // A browser that keeps nothing keeps no draft.
}

// A page that is opened by its own address would look for its server below that address first, and be told 404.
window.__streamlit = { BACKEND_BASE_URL: new URL(".", document.currentScript.src).href }

// A page that was opened without choices gets its address from the server a moment later. That is no step of the reader's:
// it takes the place of the address without choices, so that Back leaves the page in one press.
const pushState = history.pushState.bind(history)
history.pushState = (state, title, url) => {
  const isSamePage = new URL(url, location.href).pathname === location.pathname
  if (isSamePage && !location.search) history.replaceState(state, title, url)
  else pushState(state, title, url)
}

const POPOVER = "[data-testid=stPopoverBody]"
const FOCUSABLE = "input, button, a[href], [tabindex='0'], [role=spinbutton]"

addEventListener("keydown", (event) => {
  if (event.key === "Tab") leaveOutStops()
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") moveBetweenPages(event)
  if (event.key !== "Enter" && event.key !== " ") return
  const it = event.target
  if (event.key === "Enter" && it.getAttribute("role") === "spinbutton") {
    leaveField(it)
  } else if (it.closest("[data-testid=stPopover]") && it.tagName === "BUTTON" && it.getAttribute("aria-expanded") !== "true") {
    enterPopover(20)
  }
}, true)

// What holds the whole page is no stop on the way to what it shows, and the links to the pages are one, however many there are.
function leaveOutStops() {
  document.querySelector("[data-testid=stMain]")?.setAttribute("tabindex", "-1")
  const links = listPages()
  for (const link of links) {
    if (isOpen(link)) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  const stop = links.includes(document.activeElement) ? document.activeElement : links.find((link) => !isOpen(link))
  for (const link of links) link.tabIndex = link === stop ? 0 : -1
}

function listPages() {
  return [...document.querySelectorAll(".st-key-pages a")]
}

function isOpen(link) {
  return new URL(link.getAttribute("href") || "./", location.href).pathname === location.pathname
}

// On a phone the bar of pages may be longer than the screen: it begins where the open page is seen.
new MutationObserver((_, observer) => {
  const open = listPages().find(isOpen)
  if (!open) return
  observer.disconnect()
  open.scrollIntoView({ block: "nearest", inline: "nearest" })
}).observe(document, { subtree: true, childList: true })

// From one page's link the arrows lead to the next.
function moveBetweenPages(event) {
  const links = listPages(), place = links.indexOf(document.activeElement)
  if (place < 0) return
  event.preventDefault()
  links.at((place + (event.key === "ArrowRight" ? 1 : -1)) % links.length).focus()
}

// A date that was typed holds when its field is left; the focus itself stays, since a popover closes when it goes.
function leaveField(it) {
  const field = it.closest("[data-testid=stDateInput]")
  const around = it.closest(POPOVER) ?? document
  const elsewhere = [...around.querySelectorAll("button, input")].find((other) => !field?.contains(other))
  it.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: elsewhere }))
  it.dispatchEvent(new FocusEvent("focusin", { bubbles: true, relatedTarget: elsewhere }))
}

// What a button has opened by keyboard has the focus; it stands at the end of the document, where Tab would come last.
function enterPopover(tries) {
  const first = document.querySelector(POPOVER)?.querySelector(FOCUSABLE)
  if (first) first.focus()
  else if (tries) setTimeout(enterPopover, 50, tries - 1)
}

// A row opens by a click anywhere in it, and by Enter. The table itself chooses a row by its box alone, or by Shift and Space in the
// cell that has the focus, which a click gives it.
const OPENS = "[class*='st-key-opens-']"
const HEAD_HEIGHT = 36, BOX_WIDTH = 36 // pixels that the table gives its heads, and the box before each row

addEventListener("click", (event) => {
  const scroller = event.target.closest?.(`${OPENS} .dvn-scroller`)
  if (!scroller) return
  const corner = scroller.getBoundingClientRect()
  const isCell = event.clientX - corner.left > BOX_WIDTH && event.clientY - corner.top > HEAD_HEIGHT
  if (isCell) setTimeout(() => chooseRow(scroller.closest(OPENS).querySelector("canvas")))
})
addEventListener("keydown", (event) => {
  const canvas = event.key === "Enter" && event.target.closest?.(`${OPENS} canvas`)
  if (!canvas) return
  event.preventDefault()
  event.stopPropagation()
  chooseRow(canvas)
}, true)

function chooseRow(canvas) {
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: " ", code: "Space", keyCode: 32, shiftKey: true, bubbles: true }))
}

// A figure that changes is a new one to Streamlit, which forgets to what the reader had zoomed or moved it, or remembers what that was
// some time ago. It is kept here, for as long as Plotly would keep it: until the figure says another `uirevision`.
const followed = new WeakSet()
const zooms = new Map() // by the key of a figure: its `uirevision`, and the ranges that the reader chose, by axis
const figures = document.getElementsByClassName("js-plotly-plot")

new MutationObserver(() => {
  for (const figure of figures) if (figure.on && figure.layout && !followed.has(figure)) followZoom(figure)
}).observe(document, { subtree: true, childList: true, attributeFilter: ["class"] })

function followZoom(figure) {
  followed.add(figure)
  const key = figure.closest("[class*='st-key-']")?.className.match(/st-key-(\S+?)(-\d+)?(\s|$)/)[1]
  const revision = figure.layout.uirevision
  if (zooms.get(key)?.revision !== revision) zooms.set(key, { revision, chosen: new Map() })
  const { chosen } = zooms.get(key)
  let tries = 5
  figure.on("plotly_relayout", (change) => {
    for (const name of new Set(Object.keys(change).map((path) => path.split(".")[0]))) {
      if (/^[xy]axis/.test(name)) chosen.set(name, [...figure.layout[name].range])
      tries = 5
    }
  })
  // Streamlit draws a new figure several times, from what it was sent, and what was still to be drawn would undo a change between.
  figure.on("plotly_react", () => {
    const isOther = [...chosen].some(([name, range]) => figure.layout[name] && String(figure.layout[name].range) !== String(range))
    if (isOther && tries-- > 0) setTimeout(() => restoreZoom(figure, chosen)) // once Streamlit listens to the figure again
  })
}

function restoreZoom(figure, chosen) {
  const layout = { ...figure.layout }
  for (const [name, range] of chosen) if (layout[name]) layout[name] = { ...layout[name], range, autorange: false }
  figure.layout = layout
  figure.emit("plotly_relayout", {})
}

// A figure is as wide as the screen it was drawn on, so the paper shows the page as wide as that, and smaller.
const PAPER_WIDTH = 980 // pixels of a sheet that lies on its side, less its margins

addEventListener("beforeprint", () => {
  const { style, clientWidth } = document.documentElement
  style.setProperty("--screen-width", `${clientWidth}px`)
  style.setProperty("--on-paper", Math.min(1, PAPER_WIDTH / clientWidth))
})

// Once the login is over, the page to log in on takes the place of this one.
new PerformanceObserver((seen) => {
  if (seen.getEntries().some((entry) => entry.responseStatus === 401)) location.reload()
}).observe({ type: "resource" })
