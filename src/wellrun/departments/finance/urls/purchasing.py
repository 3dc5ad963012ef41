"""Addresses of vendors, contracts and purchases."""

from __future__ import annotations

from django.urls import path

from wellrun.departments.finance.views import contracts, goods, invoices, purchase_terms, purchases, vendors

PURCHASING = [
    path("contracts/", contracts.contracts, name="contracts"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/obligations/<int:obligation>/", contracts.meet, name="contract-meet"),
    path("contracts/<int:pk>/tell/<slug:what>/", contracts.enter, name="contract-enter"),
    path("purchases/", purchases.purchases, name="purchases"),
    path("purchases/<int:pk>/", purchases.purchase, name="purchase"),
    path("purchases/<int:pk>/invoice/", invoices.enter, name="invoice-enter"),
    path("purchases/<int:pk>/move/", purchases.move, name="purchase-move"),
    path("purchases/<int:pk>/pdf/", purchases.order_pdf, name="purchase-pdf"),
    path("purchases/<int:pk>/receive/", goods.receive, name="receive"),
    path("purchases/<int:pk>/receipts/<int:receipt>/undo/", goods.undo, name="receipt-undo"),
    path("purchases/<int:pk>/rewrite/", purchases.rewrite, name="purchase-rewrite"),
    path("purchases/invoices/", invoices.invoices, name="invoices"),
    path("purchases/invoices/<int:pk>/", invoices.invoice, name="invoice"),
    path("purchases/invoices/<int:pk>/credit/", invoices.credit, name="invoice-credit"),
    path("purchases/invoices/<int:pk>/decide/", invoices.decide, name="invoice-decide"),
    path("purchases/invoices/hand-in/", invoices.hand_in, name="invoice-hand-in"),
    path("purchases/invoices/pay/", invoices.pay, name="invoices-pay"),
    path("purchases/limits/", purchase_terms.limits, name="purchase-limits"),
    path("purchases/limits/delegate/", purchase_terms.delegate, name="purchase-delegate"),
    path("purchases/limits/set/", purchase_terms.limit, name="purchase-limit"),
    path("purchases/limits/terms/", purchase_terms.set_terms, name="purchase-terms"),
    path("purchases/new/", purchases.ask, name="purchase-ask"),
    path("purchases/payments/<int:pk>/", invoices.payment_run, name="payment-run"),
    path("vendors/", vendors.vendors, name="vendors"),
    path("vendors/<int:pk>/", vendors.vendor, name="vendor"),
    path("vendors/<int:pk>/contract/", contracts.add, name="contract-add"),
    path("vendors/<int:pk>/stop/", vendors.stop, name="vendor-stop"),
    path("vendors/add/", vendors.add, name="vendor-add"),
]
