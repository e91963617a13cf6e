"use strict"

// A line, drawn point by point on a map of longitude and latitude. It makes no request: Streamlit passes the data in and gets the line
// and the visible window back. Text from the data is only ever set as text.

const SVG = "http://www.w3.org/2000/svg"
const STILL = 5 // pixels that a pointer may move in a click
const STEP = 0.1 // of the visible window, for an arrow key
const CLOSEST = 200 / 0.001, FURTHEST = 1 // pixels a degree
const WAIT = 400 // milliseconds after the last move, before the server is asked for more of the map

export default function ({ data, parentElement, setStateValue }) {
  let map = parentElement.lineMap
  if (!map?.svg.isConnected) map = parentElement.lineMap = new LineMap(parentElement, data)
  map.data = data
  map.setStateValue = setStateValue
  map.draw()
  map.goTo(data.start)
}

class LineMap {
  constructor(parent, data) {
    this.data = data
    this.line = data.line
    this.pointers = new Map()
    const holder = make("div", { class: "map" })
    this.svg = make("svg", { tabindex: 0, role: "application", "aria-label": data.words.map })
    this.says = make("span", { class: "says", role: "status" })
    const bar = make("div", { class: "bar" })
    this.undo = this.makeButton(data.words.undo, () => this.change(this.line.slice(0, -1)))
    this.clear = this.makeButton(data.words.clear, () => this.change([]))
    const buttons = [
      this.makeButton("+", () => this.zoom(2), data.words.closer), this.makeButton("−", () => this.zoom(0.5), data.words.further),
      this.makeButton(data.words.middle, () => this.addMiddle()), this.undo, this.clear,
    ]
    bar.append(...buttons, this.says)
    holder.append(this.svg, bar)
    parent.append(holder)
    this.goTo(data.start)
    this.listen()
    new ResizeObserver(() => this.draw()).observe(this.svg)
  }

  // Show a part of the world, unless the map began there.
  goTo(start) {
    const { west, south, east, north } = start
    const key = [west, south, east, north].join()
    if (this.start === key) return
    const isFirst = !this.start, [width, height] = this.size
    this.start = key
    this.middle = [(west + east) / 2, (south + north) / 2]
    this.scale = Math.min(width / ((east - west) * this.shorter), height / (north - south))
    if (!isFirst) this.show()
  }

  // A degree east is shorter than a degree north.
  get shorter() { return Math.max(Math.cos(this.middle[1] * Math.PI / 180), 0.01) }

  get size() { const { width, height } = this.svg.getBoundingClientRect(); return [width, height] }

  toPixel([lon, lat]) {
    const [width, height] = this.size
    return [width / 2 + (lon - this.middle[0]) * this.scale * this.shorter, height / 2 - (lat - this.middle[1]) * this.scale]
  }

  toPlace(x, y) {
    const [width, height] = this.size
    const lon = this.middle[0] + (x - width / 2) / this.scale / this.shorter
    const lat = this.middle[1] - (y - height / 2) / this.scale
    return [Math.max(-180, Math.min(180, round(lon))), Math.max(-90, Math.min(90, round(lat)))]
  }

  makeButton(text, act, label) {
    const button = make("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}) })
    button.textContent = text
    button.addEventListener("click", act)
    return button
  }

  // The reader

  listen() {
    const svg = this.svg
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId)
      const at = this.locate(event)
      this.pointers.set(event.pointerId, at)
      if (this.pointers.size === 1) this.press = { at, moved: false, handle: this.findHandle(at) }
      else this.press.moved = true
    })
    svg.addEventListener("pointermove", (event) => this.pointers.has(event.pointerId) && this.move(event))
    svg.addEventListener("pointerup", (event) => this.release(event))
    svg.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId))
    // A wheel scrolls the page; with Ctrl, as two fingers on a pad, it zooms.
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      this.zoom(Math.exp(-event.deltaY / 100), this.locate(event))
    }, { passive: false })
    svg.addEventListener("keydown", (event) => this.useKey(event))
  }

  locate(event) {
    const { left, top } = this.svg.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }

  findHandle(at) {
    const place = this.line.findIndex((point) => measure(this.toPixel(point), at) < 14)
    return place < 0 ? null : place
  }

  move(event) {
    const before = this.pointers.get(event.pointerId), now = this.locate(event)
    if (!this.press.moved && measure(this.press.at, now) < STILL) return
    this.press.moved = true
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at)
    this.pointers.set(event.pointerId, now)
    if (others.length) {
      const [other] = others
      this.zoom(measure(other, now) / Math.max(measure(other, before), 1), [(other[0] + now[0]) / 2, (other[1] + now[1]) / 2])
    } else if (this.press.handle !== null) {
      this.line[this.press.handle] = this.toPlace(...now)
      this.draw()
    } else this.shift(before[0] - now[0], before[1] - now[1])
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return
    const { moved, handle, at } = this.press
    if (!moved && handle === null) this.change([...this.line, this.toPlace(...at)])
    else if (moved && handle !== null) this.change(this.line)
  }

  useKey(event) {
    const [width, height] = this.size
    const act = {
      ArrowLeft: () => this.shift(-width * STEP, 0), ArrowRight: () => this.shift(width * STEP, 0),
      ArrowUp: () => this.shift(0, -height * STEP), ArrowDown: () => this.shift(0, height * STEP),
      "+": () => this.zoom(2), "=": () => this.zoom(2), "-": () => this.zoom(0.5),
      Enter: () => this.addMiddle(), Backspace: () => this.change(this.line.slice(0, -1)),
    }[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }

  addMiddle() {
    const [width, height] = this.size
    this.change([...this.line, this.toPlace(width / 2, height / 2)])
  }

  change(line) {
    this.line = line
    this.draw()
    this.setStateValue("line", line)
  }

  shift(x, y) {
    const [width, height] = this.size
    this.middle = this.toPlace(width / 2 + x, height / 2 + y)
    this.show()
  }

  zoom(times, at) {
    const [width, height] = this.size
    const [x, y] = at ?? [width / 2, height / 2]
    const held = this.toPlace(x, y)
    this.scale = Math.max(FURTHEST, Math.min(CLOSEST, this.scale * times))
    const [nowX, nowY] = this.toPixel(held)
    this.middle = this.toPlace(width / 2 + nowX - x, height / 2 + nowY - y)
    this.show()
  }

  // Draw the visible window. Ask the server for another part of the map once the window leaves the held part, or is far smaller.
  show() {
    this.draw()
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => {
      const [width, height] = this.size
      const [west, north] = this.toPlace(0, 0), [east, south] = this.toPlace(width, height)
      const { held } = this.data
      const isInside = west >= held.west && east <= held.east && south >= held.south && north <= held.north
      if (!isInside || (held.east - held.west) > 6 * (east - west)) this.setStateValue("view", [west, south, east, north])
    }, WAIT)
  }

  // The map

  draw() {
    const { data, svg } = this
    const { ink, words } = data
    svg.style.background = ink.water
    const trace = (lines, look, close) => make("path", { d: lines.map((line) => this.trace(line, close)).join(""), ...look })
    const edge = { fill: "none", "stroke-linejoin": "round" }
    const drawn = [
      trace(data.land, { fill: ink.land, "fill-rule": "evenodd" }, true),
      trace(data.river, { ...edge, stroke: ink.river }),
      trace(data.lake, { fill: ink.water, "fill-rule": "evenodd" }, true),
      trace(data.province, { ...edge, stroke: ink.province, "stroke-dasharray": "1 3" }),
      trace(data.border, { ...edge, stroke: ink.border, "stroke-width": 1.4 }),
      trace(data.roads, { ...edge, stroke: ink.town, "stroke-width": 1.4 }),
      ...this.drawTowns(),
      ...[false, true].map((isNear) => this.drawIncidents(isNear)),
      trace([this.line], { ...edge, stroke: ink.land, "stroke-width": 6 }),
      trace([this.line], { ...edge, stroke: ink.line, "stroke-width": 2.5, class: "line" }),
      ...this.line.map((point) => this.drawHandle(point)),
      this.drawCross(),
    ]
    svg.replaceChildren(...drawn)
    const count = this.line.length
    this.says.textContent = count < 2 ? words.begin : words.drawn.replace("{points}", count)
    this.undo.disabled = this.clear.disabled = !count
  }

  trace(line, close) {
    const steps = line.map((point, place) => `${place ? "L" : "M"}${this.toPixel(point).map((each) => each.toFixed(1)).join(" ")}`)
    return steps.join("") + (close ? "Z" : "")
  }

  drawIncidents(isNear) {
    const d = this.data.incidents.filter((each) => each[2] === isNear).map(([lon, lat]) => {
      const [x, y] = this.toPixel([lon, lat])
      return `M${x.toFixed(1)} ${(y - 4).toFixed(1)}l4 4l-4 4l-4 -4Z`
    }).join("")
    return make("path", { d, fill: isNear ? this.data.ink.near : "#78818a", class: isNear ? "near" : "far" })
  }

  drawTowns() {
    const [width, height] = this.size
    const taken = []
    return this.data.towns.flatMap(({ name, lon, lat }) => {
      const [x, y] = this.toPixel([lon, lat])
      const box = [x - 4, y - 9, x + 8 + 7 * name.length, y + 9]
      if (x < 0 || y < 0 || x > width || y > height || taken.some((other) => overlap(other, box))) return []
      taken.push(box)
      const text = make("text", { x: x + 6, y: y + 4, fill: this.data.ink.town, "font-size": 12 })
      text.textContent = name
      return [make("circle", { cx: x, cy: y, r: 2.5, fill: this.data.ink.town }), text]
    })
  }

  drawHandle(point) {
    const [x, y] = this.toPixel(point)
    return make("circle", { cx: x, cy: y, r: 6, class: "handle", fill: this.data.ink.ground, stroke: this.data.ink.line, "stroke-width": 2 })
  }

  drawCross() {
    const [x, y] = this.size.map((each) => each / 2)
    return make("path", { class: "cross", d: `M${x - 10} ${y}h20M${x} ${y - 10}v20`, stroke: this.data.ink.line, "stroke-width": 1.5 })
  }
}

function make(name, attributes) {
  const isDrawn = !["div", "span", "button"].includes(name)
  const element = isDrawn ? document.createElementNS(SVG, name) : document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}

function measure([x, y], [otherX, otherY]) { return Math.hypot(x - otherX, y - otherY) }

function overlap(one, other) { return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3] }

function round(degrees) { return Math.round(degrees * 1e5) / 1e5 }
