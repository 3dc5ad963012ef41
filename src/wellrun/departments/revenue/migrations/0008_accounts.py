import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import wellrun.departments.revenue.rules.assistance
import wellrun.departments.revenue.rules.refunds
import wellrun.foundations.keys.fields


def open_accounts(apps: Any, _schema: Any) -> None:
    """An account for every claim billed before there were accounts."""
    account, claim = apps.get_model("revenue", "PatientAccount"), apps.get_model("revenue", "Claim")
    keys = claim.objects.exclude(patient="", account="").values_list("facility", "patient", "account").distinct()
    rows = [account(facility_id=facility, patient=patient, account=number) for facility, patient, number in keys]
    account.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_shape'),
        ('revenue', '0007_sending'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssistanceCase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('facts', wellrun.foundations.keys.fields.SealedText(default='')),
                ('presumed', models.CharField(blank=True, choices=[('on Medicaid', 'is on Medicaid'), ('in a food programme', 'is in a food programme'), ('homeless', 'has no home'), ('died without an estate', 'died and left nothing')], max_length=32, verbose_name='presumed')),
                ('percent', models.DecimalField(decimal_places=1, max_digits=9, null=True)),
                ('suggested', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('asked', 'being decided'), ('granted', 'granted'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default=wellrun.departments.revenue.rules.assistance.CaseState['ASKED'], max_length=10, verbose_name='state')),
                ('waived', models.PositiveSmallIntegerField(null=True)),
                ('waived_cents', models.BigIntegerField(default=0)),
                ('decided_on', models.DateField(null=True)),
                ('why', wellrun.foundations.keys.fields.SealedText(default='')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['asked_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AssistancePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='from')),
                ('scale', models.JSONField()),
                ('why', models.CharField(max_length=200, verbose_name='by what')),
            ],
            options={
                'ordering': ['facility', '-since'],
            },
        ),
        migrations.CreateModel(
            name='BillingOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.CharField(max_length=40, verbose_name='telephone')),
                ('hours', models.CharField(max_length=120, verbose_name='when it answers')),
                ('address', models.CharField(max_length=300, verbose_name='address for payments')),
                ('web', models.CharField(blank=True, max_length=200, verbose_name='page for payments')),
            ],
            options={
                'ordering': ['facility'],
            },
        ),
        migrations.CreateModel(
            name='CollectionCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('cents', models.BigIntegerField()),
                ('source', models.CharField(max_length=200, verbose_name='from where')),
            ],
            options={
                'ordering': ['facility', 'year'],
            },
        ),
        migrations.CreateModel(
            name='Drawer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
            options={
                'ordering': ['facility', 'name'],
            },
        ),
        migrations.CreateModel(
            name='DrawerDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('counted', models.JSONField()),
                ('expected', models.JSONField()),
                ('over_cents', models.BigIntegerField()),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='why it differs')),
                ('closed_at', models.DateTimeField()),
                ('reopened_at', models.DateTimeField(null=True)),
                ('why_reopened', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['-day', 'drawer', 'round'],
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('paper', 'on paper, by post'), ('email', 'by e-mail'), ('portal', 'in the portal'), ('hand', 'by hand')], max_length=8, verbose_name='how')),
                ('came_back', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PatientAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient', models.CharField(blank=True, max_length=64)),
                ('account', models.CharField(blank=True, max_length=64, verbose_name='account')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['facility', 'account'],
            },
        ),
        migrations.CreateModel(
            name='PaymentPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('ended_on', models.DateField(null=True)),
                ('why_ended', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['-agreed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField(verbose_name='due on')),
                ('cents', models.BigIntegerField()),
            ],
            options={
                'ordering': ['plan', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('on', models.DateField(verbose_name='on')),
                ('at', models.DateTimeField()),
                ('method', models.CharField(choices=[('cash', 'cash'), ('cheque', 'cheque'), ('card', 'card'), ('transfer', 'transfer')], max_length=8, verbose_name='how')),
                ('cents', models.BigIntegerField()),
                ('deposit', models.BooleanField(default=False)),
                ('voided_at', models.DateTimeField(null=True)),
                ('why_void', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['facility', 'number'],
            },
        ),
        migrations.CreateModel(
            name='RefundRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claim', models.CharField(blank=True, max_length=64)),
                ('line', models.CharField(blank=True, max_length=32)),
                ('level', models.CharField(blank=True, max_length=10)),
                ('payer_kind', models.CharField(blank=True, max_length=12)),
                ('cents', models.BigIntegerField()),
                ('why', models.CharField(max_length=200, verbose_name='why')),
                ('identified_on', models.DateField(verbose_name='overpayment found on')),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'waits for approval'), ('paid', 'paid'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], default=wellrun.departments.revenue.rules.refunds.RefundState['ASKED'], max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('due_on', models.DateField(verbose_name='to be paid by')),
                ('owed_cents', models.BigIntegerField()),
                ('to_pay_cents', models.BigIntegerField()),
                ('document', wellrun.foundations.keys.fields.SealedText()),
                ('digest', models.CharField(max_length=64)),
                ('issued_by', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['-issued_on', '-number'],
            },
        ),
        migrations.CreateModel(
            name='StatementRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('due', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AlterField(
            model_name='payerterms',
            name='kind',
            field=models.CharField(choices=[('medicare', 'Medicare'), ('medicaid', 'Medicaid'), ('group-plan', 'Group health plan'), ('other', 'other, or by contract')], default='other', max_length=20, verbose_name='kind of payer'),
        ),
        migrations.AddIndex(
            model_name='ledgerleg',
            index=models.Index(fields=['account', 'patient'], name='ledger_leg_account'),
        ),
        migrations.AddField(
            model_name='assistancecase',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assistancecase',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assistancecase',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistance_cases', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='assistancepolicy',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assistancepolicy',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistance_policies', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='billingoffice',
            name='facility',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='billing_office', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='collectioncost',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='collectioncost',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collection_costs', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='drawer',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawers', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='drawerday',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='drawerday',
            name='drawer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='revenue.drawer'),
        ),
        migrations.AddField(
            model_name='drawerday',
            name='reopened_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='mailing',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patientaccount',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patient_accounts', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='assistancecase',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistance', to='revenue.patientaccount'),
        ),
        migrations.AddField(
            model_name='paymentplan',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='revenue.patientaccount'),
        ),
        migrations.AddField(
            model_name='paymentplan',
            name='agreed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paymentplan',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_plans', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='planpart',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='revenue.paymentplan'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='revenue.patientaccount'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='drawer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='revenue.drawer'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='taken_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='receipt',
            name='voided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refundrequest',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='revenue.patientaccount'),
        ),
        migrations.AddField(
            model_name='refundrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refundrequest',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='refundrequest',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refund_requests', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='statement',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='revenue.patientaccount'),
        ),
        migrations.AddField(
            model_name='statement',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='mailing',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='revenue.statement'),
        ),
        migrations.AddField(
            model_name='statementrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='statementrun',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_runs', to='organisation.facility'),
        ),
        migrations.AddField(
            model_name='statement',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='revenue.statementrun'),
        ),
        migrations.AddConstraint(
            model_name='assistancepolicy',
            constraint=models.UniqueConstraint(fields=('facility', 'since'), name='assistance_policy_once'),
        ),
        migrations.AddConstraint(
            model_name='collectioncost',
            constraint=models.UniqueConstraint(fields=('facility', 'year'), name='collection_cost_once'),
        ),
        migrations.AddConstraint(
            model_name='drawer',
            constraint=models.UniqueConstraint(fields=('facility', 'name'), name='drawer_once'),
        ),
        migrations.AddConstraint(
            model_name='drawerday',
            constraint=models.UniqueConstraint(fields=('drawer', 'day', 'round'), name='drawer_day_round'),
        ),
        migrations.AddConstraint(
            model_name='drawerday',
            constraint=models.UniqueConstraint(condition=models.Q(('reopened_at', None)), fields=('drawer', 'day'), name='drawer_day_closed_once'),
        ),
        migrations.AddConstraint(
            model_name='patientaccount',
            constraint=models.UniqueConstraint(fields=('facility', 'patient', 'account'), name='patient_account_once'),
        ),
        migrations.AddConstraint(
            model_name='assistancecase',
            constraint=models.UniqueConstraint(condition=models.Q(('state', wellrun.departments.revenue.rules.assistance.CaseState['ASKED'])), fields=('account',), name='assistance_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='paymentplan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('account',), name='payment_plan_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='planpart',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='plan_part_once'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['drawer', 'on'], name='receipt_drawer_on'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('facility', 'number'), name='receipt_once'),
        ),
        migrations.AddIndex(
            model_name='refundrequest',
            index=models.Index(fields=['facility', 'state'], name='refund_state'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('facility', 'number'), name='statement_once'),
        ),
        migrations.RunPython(open_accounts, migrations.RunPython.noop),
    ]
